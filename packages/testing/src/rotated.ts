import { cross, dot, type Vector3 } from '@ichor/ct';

/** A rotation by `degrees` about an axis of any length (Rodrigues). */
export function rotated(v: Vector3, axis: Vector3, degrees: number): Vector3 {
  const length = Math.hypot(...axis);
  const k = axis.map((x) => x / length) as unknown as Vector3;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const along = dot(k, v) * (1 - cos);
  const across = cross(k, v);
  return v.map((x, i) => x * cos + across[i]! * sin + k[i]! * along) as unknown as Vector3;
}
