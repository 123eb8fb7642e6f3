import { elementCount, type Model, type ParameterSpecification, type Tensor } from '@ichor/compiler';

/**
 * Numbers that another program can make without a weight file, for comparing two implementations: FNV-1a (32 bit) over
 * `salt/name`, plus i x 0x9E3779B9, through murmur3's 32-bit finalizer, divided by 2^32: uniform in [0, 1).
 */
export function hashedUniform(salt: string, name: string, count: number): Float64Array {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${salt}/${name}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return Float64Array.from({ length: count }, (_, i) => {
    let x = (hash + Math.imul(i, 0x9e3779b9)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
  });
}

/** Every parameter and running statistic of a model from the hash, scaled so that the network's values stay ordinary. */
export function hashedParameters(model: Model, salt: string): Map<string, Tensor> {
  return new Map(
    model.parameters.map((specification) => {
      const { name, shape } = specification;
      const scale = scaling(specification);
      return [
        name,
        { shape, data: Float32Array.from(hashedUniform(salt, name, elementCount(shape)), scale) },
      ];
    }),
  );
}

/** From u in [0, 1) to a parameter of this role. */
function scaling({ role, shape }: ParameterSpecification): (u: number) => number {
  const [out = 0, inputs = 0, rows = 0, columns = 0] = shape;
  switch (role) {
    case 'convWeight': {
      // A kernel that sees one channel is depthwise: of as many groups as it puts out channels.
      const outOfGroup = inputs === 1 ? 1 : out;
      return (u) => (2 * u - 1) * Math.sqrt(3) * Math.sqrt(2 / (outOfGroup * rows * columns));
    }
    case 'linearWeight':
      return (u) => (2 * u - 1) / Math.sqrt(inputs);
    case 'normWeight':
      return (u) => 1 + 0.1 * (2 * u - 1);
    case 'runningVariance':
      return (u) => 1 + 0.2 * u;
    case 'convBias':
    case 'linearBias':
    case 'normBias':
    case 'runningMean':
      return (u) => 0.1 * (2 * u - 1);
  }
}
