/**
 * The two 32-bit halves of an IEEE 754 double, through one shared scratch cell: write `float[0]`, read `words[HIGH]`.
 *
 * The cell carries nothing from one call to the next.
 */
export const float = new Float64Array(1);
export const words = new Uint32Array(float.buffer);

float[0] = 1;
/** Index of the sign, exponent and upper 20 fraction bits. */
export const HIGH = words[1] === 0x3ff00000 ? 1 : 0;
/** Index of the lower 32 fraction bits. */
export const LOW = 1 - HIGH;
