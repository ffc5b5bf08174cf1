/** What a disk refuses is said of the machine, not of the program. */
import { EnvironmentError } from '../base/errors.js';

/** @param place file or folder, as the user named it. @throws EnvironmentError where `write` fails */
export async function writing(place: string, write: () => Promise<void>): Promise<void> {
  await write().catch((error: Error) => {
    throw new EnvironmentError(`${place} cannot be written (${error.message})`);
  });
}
