import { type Bundle, exampleBundle } from '@ichor/report';
import { type FakeSession, fakeSession } from './fake-session.ts';
import { type OpenBundle, openBundle } from './open-bundle.ts';

/** For tests: the example bundle (32 px) opened with a fake network. */
export async function openFakeBundle(
  changes: Partial<Bundle> = {},
  session: FakeSession = fakeSession(),
): Promise<{ opened: OpenBundle; session: FakeSession }> {
  const bytes = new Uint8Array([1, 2, 3]);
  const example = exampleBundle();
  const bundle = {
    ...example,
    ...changes,
    model: { ...example.model, ...changes.model, sha256: await sha256(bytes), bytes: 3 },
  };
  const opened = await openBundle(JSON.parse(JSON.stringify(bundle)), async () => bytes, {
    open: async () => session,
  });
  return { opened, session };
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
