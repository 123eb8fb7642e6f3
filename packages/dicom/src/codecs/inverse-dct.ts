// Cosines times 2 ** 13, named by their value as in the Independent JPEG Group's jidctint.c.
const F_0_298 = 2446;
const F_0_390 = 3196;
const F_0_541 = 4433;
const F_0_765 = 6270;
const F_0_899 = 7373;
const F_1_175 = 9633;
const F_1_501 = 12299;
const F_1_847 = 15137;
const F_1_961 = 16069;
const F_2_053 = 16819;
const F_2_562 = 20995;
const F_3_072 = 25172;
const CONSTANT_BITS = 13;

const workspace = new Int32Array(64);
const line = new Int32Array(8);

/**
 * The inverse cosine transform of a block (T.81 A.3.3) by Loeffler, Ligtenberg and Moschytz in fixed point, as the
 * Independent JPEG Group's "slow" integer method does it: its bits, not only its values.
 *
 * @param block [64] dequantized coefficients in natural order.
 * @param precision 8 or 12.
 * @param out [64] samples, levels shifted, clipped to the precision.
 */
export function inverseDct(block: Int32Array, precision: number, out: Uint16Array): void {
  // The first pass keeps so many bits behind the point.
  const extra = precision === 8 ? 2 : 1;
  for (let column = 0; column < 8; column++) {
    transform(block, column, 8, CONSTANT_BITS - extra);
    for (let row = 0; row < 8; row++) workspace[8 * row + column] = line[row] as number;
  }
  const middle = 1 << (precision - 1);
  const highest = (1 << precision) - 1;
  for (let row = 0; row < 8; row++) {
    transform(workspace, 8 * row, 1, CONSTANT_BITS + extra + 3);
    for (let column = 0; column < 8; column++) {
      const sample = (line[column] as number) + middle;
      out[8 * row + column] = sample < 0 ? 0 : sample > highest ? highest : sample;
    }
  }
}

/** One line of eight into `line`, each sum shifted right by so many bits, rounded. */
function transform(from: Int32Array, start: number, step: number, shift: number): void {
  const at = (i: number): number => from[start + i * step] as number;
  const round = 1 << (shift - 1);

  const even = (at(2) + at(6)) * F_0_541;
  const e2 = even - at(6) * F_1_847;
  const e3 = even + at(2) * F_0_765;
  const e0 = (at(0) + at(4)) * 2 ** CONSTANT_BITS;
  const e1 = (at(0) - at(4)) * 2 ** CONSTANT_BITS;
  const [a0, a1, a2, a3] = [e0 + e3, e1 + e2, e1 - e2, e0 - e3];

  const z5 = (at(7) + at(3) + at(5) + at(1)) * F_1_175;
  const z1 = (at(7) + at(1)) * -F_0_899;
  const z2 = (at(5) + at(3)) * -F_2_562;
  const z3 = (at(7) + at(3)) * -F_1_961 + z5;
  const z4 = (at(5) + at(1)) * -F_0_390 + z5;
  const o0 = at(7) * F_0_298 + z1 + z3;
  const o1 = at(5) * F_2_053 + z2 + z4;
  const o2 = at(3) * F_3_072 + z2 + z3;
  const o3 = at(1) * F_1_501 + z1 + z4;

  line[0] = (a0 + o3 + round) >> shift;
  line[7] = (a0 - o3 + round) >> shift;
  line[1] = (a1 + o2 + round) >> shift;
  line[6] = (a1 - o2 + round) >> shift;
  line[2] = (a2 + o1 + round) >> shift;
  line[5] = (a2 - o1 + round) >> shift;
  line[3] = (a3 + o0 + round) >> shift;
  line[4] = (a3 - o0 + round) >> shift;
}
