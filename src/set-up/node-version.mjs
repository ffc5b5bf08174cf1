// Which versions of Node are accepted: package.json says it once, in `engines`.

/**
 * @param {string} version such as '20.20.2'
 * @param {string} accepted such as '>=20.12'
 * @returns {string | undefined} why this version is refused
 */
export function nodeVersionFault(version, accepted) {
  const least = accepted.match(/^>=(\d+)\.(\d+)$/);
  if (least === null) throw new Error(`engines.node is "${accepted}"; expected the form ">=20.12"`);
  const [major, minor] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = [Number(least[1]), Number(least[2])];
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `this is Node ${version}; accepted is ${leastMajor}.${leastMinor} or newer (tested: 20, 22, 24). Install one, then repeat.`;
}
