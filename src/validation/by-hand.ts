/**
 * The link budget once more, as one works it out on paper: apart from the simulator's, from the same definitions.
 *
 * PL = 20 log10(4 pi f d0 / c) + 10 n log10(d/d0), d0 = 1 m; P_tx = min(P_max, P0 + 10 log10 N + alpha PL) dBm on N resource
 * blocks; noise -174 dBm/Hz + NF over the N blocks' 12 df N Hz; g = P_tx - PL - noise in dB.
 */

export interface Radio {
  readonly carrierHz: number;
  readonly distanceM: number;
  readonly pathLossExponent: number;
  readonly subcarrierSpacingHz: number;
  readonly noiseFigureDb: number;
  readonly p0Dbm: number;
  readonly alpha: number;
  readonly maximumPowerDbm: number;
}

const speedOfLight = 299_792_458;

export function pathLossDb({ carrierHz, distanceM, pathLossExponent }: Radio): number {
  return 20 * Math.log10((4 * Math.PI * carrierHz) / speedOfLight) + 10 * pathLossExponent * Math.log10(distanceM);
}

export function transmitPowerDbm(radio: Radio, blocks: number): number {
  return Math.min(radio.maximumPowerDbm, radio.p0Dbm + 10 * Math.log10(blocks) + radio.alpha * pathLossDb(radio));
}

/** Mean SNR of a resource element, linear. */
export function meanSnr(radio: Radio, blocks: number): number {
  const bandwidth = 12 * radio.subcarrierSpacingHz * blocks;
  const noiseDbm = -174 + 10 * Math.log10(bandwidth) + radio.noiseFigureDb;
  return 10 ** ((transmitPowerDbm(radio, blocks) - pathLossDb(radio) - noiseDbm) / 10);
}

/** Energy in J of a transmission with `blocks[i]` resource blocks in its i-th slot. */
export function radioEnergy(
  radio: Radio,
  blocks: readonly number[],
  { backoffDb, efficiency, circuitW }: { backoffDb: number; efficiency: number; circuitW: number },
): number {
  const slotSeconds = 1e-3 / (radio.subcarrierSpacingHz / 15_000);
  return blocks.reduce((sum, count) => {
    const emitted = 10 ** (transmitPowerDbm(radio, count) / 10) / 1000;
    return sum + ((emitted * 10 ** (backoffDb / 10)) / efficiency + circuitW) * slotSeconds;
  }, 0);
}

/** The smallest transport block of at least `bits` bits, 3824 < bits: TS 38.214, 5.1.3.2, step 4, for every N_info in turn. */
export function transportBlockSize(bits: number): number {
  for (let information = bits - 2 ** 12; ; information++) {
    if (information <= 3824) continue;
    const step = 2 ** (Math.floor(Math.log2(information - 24)) - 5);
    const quantised = Math.max(3840, step * Math.round((information - 24) / step));
    const segments = quantised > 8424 ? Math.ceil((quantised + 24) / 8424) : 1;
    const size = 8 * segments * Math.ceil((quantised + 24) / (8 * segments)) - 24;
    if (size >= bits) return size;
  }
}
