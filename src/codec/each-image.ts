/** Coders of images work in threads of their own: a few images at a time keep them busy without holding all in memory. */
const atOnce = 32;

/** `run(image)` for every image. */
export async function forEachImage(count: number, run: (image: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < count; first += atOnce) {
    const rows = Math.min(atOnce, count - first);
    await Promise.all(Array.from({ length: rows }, (_, offset) => run(first + offset)));
  }
}
