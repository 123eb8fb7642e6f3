import { type OpenBundle, openBundle } from '@ichor/inference';
import type { Bundle } from '@ichor/report';
import { exampleBundle } from './example-bundle.ts';
import { type FakeSession, fakeSession } from './fake-session.ts';

/** For tests: the example bundle (32 px) opened with a fake network. */
export async function openFakeBundle(
  changes: Partial<Bundle> = {},
  session: FakeSession = fakeSession(),
): Promise<{ opened: OpenBundle; session: FakeSession }> {
  const bundle = { ...exampleBundle(), ...changes };
  const read = { bundle, sha256: '0'.repeat(64), model: Uint8Array.of(1, 2, 3) };
  return { opened: await openBundle(read, { open: async () => session }), session };
}
