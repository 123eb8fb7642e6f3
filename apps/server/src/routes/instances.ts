import { UnreadablePixelsError } from '@ichor/dicom';
import { IchorError } from '@ichor/notices';
import Type from 'typebox';
import { notFound } from '../api-failure.ts';
import type { ServerContext } from '../context.ts';
import { openSliceReader } from '../open-slice-reader.ts';
import { findInstance, findTruthMask } from '../repositories/instances.ts';
import { bleedTypes } from './bleed-types.ts';
import { idParams } from './id-params.ts';
import type { App } from './typed.ts';

export function instanceRoutes(app: App, { db, store }: ServerContext): void {
  const slices = openSliceReader(store);

  app.get('/api/instances/:id/pixels', { schema: { params: idParams } }, async ({ params }, reply) => {
    const instance = await findInstance(db, params.id);
    if (instance === undefined) throw notFound('the slice');
    const { sha256, frame, sop_instance_uid: uid } = instance;
    const hu = await saidOfSlice(() => slices.read(sha256, frame, uid));
    return reply.type('application/octet-stream').send(littleEndian(hu));
  });

  app.get(
    '/api/instances/:id/truth/:type',
    { schema: { params: Type.Intersect([idParams, Type.Object({ type: bleedTypes })]) } },
    async ({ params }, reply) => {
      const sha256 = await findTruthMask(db, params.id, params.type);
      if (sha256 === undefined) throw notFound('the mask');
      return reply.type('application/octet-stream').send(await store.read(sha256));
    },
  );
}

/** What is wrong with pixels, as an error of the slice. */
async function saidOfSlice(decode: () => Promise<Int16Array>): Promise<Int16Array> {
  try {
    return await decode();
  } catch (error) {
    if (!(error instanceof UnreadablePixelsError)) throw error;
    const { problem, remedy } = error;
    throw new IchorError({ code: 'slice-damaged', subject: 'the slice', problem, remedy, cause: error });
  }
}

/** Int16 as bytes, little endian whatever the machine. */
function littleEndian(values: Int16Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? bytes : Buffer.from(bytes).swap16();
}
