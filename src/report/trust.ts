import type { StudyRow } from '../study/study-table.js';

/**
 * Whether a row's number is supported: its point is stable, or merely too short for other metrics than this one, which has
 * an interval.
 */
export function isTrusted({ verdict, low, high }: Pick<StudyRow, 'verdict' | 'low' | 'high'>): boolean {
  return verdict === 'stable' || (verdict === 'too-short' && low !== null && high !== null);
}
