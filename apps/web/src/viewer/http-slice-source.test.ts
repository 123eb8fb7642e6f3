import { expect, it } from 'vitest';
import { httpSliceSource } from './http-slice-source.ts';

const { signal } = new AbortController();
const answering = (answer: () => Response) => {
  const asked: string[] = [];
  const fetcher: typeof fetch = async (url) => {
    asked.push(String(url));
    return answer();
  };
  return { source: httpSliceSource(fetcher, 1), asked };
};

it('reads little-endian Hounsfield units', async () => {
  const { source, asked } = answering(() => new Response(Uint8Array.of(0x18, 0xfc, 0x28, 0x00)));
  expect([...(await source.load('12', signal))]).toEqual([-1000, 40]);
  expect(asked).toEqual(['/api/instances/12/pixels']);
});

it('waits for a server that is away, until nobody wants the slice any more', async () => {
  let tries = 0;
  const away = answering(() => {
    if (++tries === 1) throw new TypeError('Failed to fetch');
    return tries === 2 ? new Response(null, { status: 503 }) : new Response(Uint8Array.of(1, 0));
  });
  expect([...(await away.source.load('12', signal))]).toEqual([1]);
  expect(away.asked).toHaveLength(3);

  const unwanted = new AbortController();
  const never = answering(() => {
    setTimeout(() => unwanted.abort(), 5);
    throw new TypeError('Failed to fetch');
  });
  await expect(never.source.load('12', unwanted.signal)).rejects.toThrow('aborted');
});

it('says what the server said of a slice that it can not give', async () => {
  const error = {
    code: 'slice-damaged',
    subject: 'the slice',
    problem: 'ends early',
    remedy: 'Send it again.',
  };
  const damaged = answering(() => Response.json(error, { status: 422 }));
  await expect(damaged.source.load('12', signal)).rejects.toMatchObject(error);
});

it('takes a type that is not on a slice for none, and anything else for an error', async () => {
  const none = answering(() => new Response(null, { status: 404 }));
  expect(await none.source.loadTruth('12', 'subdural', signal)).toBeNull();
  expect(none.asked).toEqual(['/api/instances/12/truth/subdural']);
  const gone = answering(() => new Response(null, { status: 500 }));
  await expect(gone.source.loadTruth('12', 'subdural', signal)).rejects.toThrow('the server answered 500');
  await expect(none.source.load('12', signal)).rejects.toThrow('the server answered 404');
});
