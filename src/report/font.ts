/** Tinos, a free face with the widths of Times New Roman: for measuring text and for drawing it without system fonts. */

import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';

const require = createRequire(import.meta.url);

const files = {
  regular: '@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf',
  italic: '@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf',
  bold: '@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf',
};

export const fontFiles = (): string[] => Object.values(files).map((file) => require.resolve(file));

let regular: Font | undefined;
let bold: Font | undefined;

/** Width of a text in points at a font size in points. */
export function textWidth(text: string, fontSize: number, weight: 'regular' | 'bold' = 'regular'): number {
  regular ??= openSync(require.resolve(files.regular)) as Font;
  bold ??= openSync(require.resolve(files.bold)) as Font;
  const font = weight === 'bold' ? bold : regular;
  return (font.layout(text).advanceWidth / font.unitsPerEm) * fontSize;
}
