/** Where a native build can come from. */
export interface SourceContext {
  /** The folder of tfjs-node: sources of the addon and the package's own scripts; only read. */
  readonly packageFolder: string;
  /** An empty folder in the cache, to be filled with `lib` and `deps/lib`; it becomes the build. */
  readonly stage: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

export interface EngineSource {
  readonly title: string;
  /**
   * Fills the stage with a build.
   * @returns a label that tells builds of different libraries apart, such as `tf2.15.1`
   * @throws Error saying why this source does not serve here
   */
  fill(context: SourceContext): Promise<string>;
}
