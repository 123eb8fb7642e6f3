import { describe, expect, it, vi } from 'vitest';
import { StackLoader } from './stack-loader.ts';

/** A loader whose requests are answered by hand. */
function loaderOf(count: number, options: { maxBytes?: number; concurrency?: number } = {}) {
  const asked: number[] = [];
  const aborted: number[] = [];
  const answers = new Map<number, { resolve: (value: string) => void; reject: (error: unknown) => void }>();
  const loader = new StackLoader<string>({
    count,
    bytesOf: () => 1,
    load: (index, signal) => {
      asked.push(index);
      signal.addEventListener('abort', () => aborted.push(index));
      return new Promise((resolve, reject) => answers.set(index, { resolve, reject }));
    },
    ...options,
  });
  const answer = async (index: number, error?: Error) => {
    if (error) answers.get(index)!.reject(error);
    else answers.get(index)!.resolve(`slice ${index}`);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { loader, asked, aborted, answer };
}

describe('StackLoader', () => {
  it('loads what is in view first, then the pinned, then outwards, a few at once', async () => {
    const { loader, asked, answer } = loaderOf(9, { concurrency: 2 });
    loader.pin([0, 8]);
    loader.want(4);
    expect(asked).toEqual([4, 0]);
    for (const index of [4, 0, 8, 5, 3, 6, 2, 7, 1]) await answer(index);
    expect(asked).toEqual([4, 0, 8, 5, 3, 6, 2, 7, 1]);
    expect(loader.get(7)).toBe('slice 7');
  });

  it('gives up what was in view before for what is in view now', async () => {
    const { loader, asked, aborted } = loaderOf(100, { concurrency: 2 });
    loader.want(10);
    loader.want(90);
    expect(aborted).toEqual([10]);
    expect(asked).toEqual([10, 11, 90]);
  });

  it('loads only what is near while one scrolls, and the rest when the view rests', async () => {
    vi.useFakeTimers();
    try {
      const { loader, asked, answer } = loaderOf(200, { concurrency: 1 });
      loader.want(100);
      await answer(100);
      loader.want(101);
      for (let done = 1; done < asked.length; done++) await answer(asked[done]!);
      expect(Math.max(...asked)).toBe(101 + 24);
      expect(Math.min(...asked)).toBe(101 - 24);
      vi.advanceTimersByTime(299);
      expect(asked).toHaveLength(49);
      vi.advanceTimersByTime(1);
      expect(asked).toHaveLength(50);
      await answer(asked.at(-1)!);
      expect(asked.slice(-2)).toEqual([126, 76]);
      loader.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('holds no more than its memory, and lets the farthest go', async () => {
    const { loader, asked, answer } = loaderOf(50, { maxBytes: 3, concurrency: 1 });
    loader.want(10);
    for (const index of [10, 11, 9]) await answer(index);
    expect(asked).toEqual([10, 11, 9]);
    loader.want(12);
    expect([9, 10, 11, 12].map((index) => loader.state(index))).toEqual([
      'waiting',
      'waiting',
      'loaded',
      'waiting',
    ]);
    await answer(12);
    await answer(13);
    expect([11, 12, 13].map((index) => loader.state(index))).toEqual(['loaded', 'loaded', 'loaded']);
    expect(asked).toEqual([10, 11, 9, 12, 13]);
  });

  it('says which slice failed and why, goes on, and tries again when it is back in view', async () => {
    const { loader, asked, answer } = loaderOf(3, { concurrency: 1 });
    const told = vi.fn();
    loader.subscribe(told);
    loader.want(1);
    await answer(1, new Error('no network'));
    expect(loader.state(1)).toBe('failed');
    expect(loader.failure(1)).toEqual(new Error('no network'));
    expect(told).toHaveBeenCalledWith(1);
    expect(asked).toEqual([1, 2]);
    await answer(2);
    await answer(0);
    loader.want(1);
    expect(asked).toEqual([1, 2, 0, 1]);
    await answer(1);
    expect(loader.state(1)).toBe('loaded');
  });

  it('aborts everything when it is left, and loads nothing afterwards', async () => {
    const { loader, asked, aborted, answer } = loaderOf(10, { concurrency: 3 });
    const told = vi.fn();
    loader.subscribe(told);
    loader.want(5);
    loader.close();
    expect(aborted.sort()).toEqual([4, 5, 6]);
    await answer(5);
    loader.want(2);
    expect(asked).toEqual([5, 6, 4]);
    expect(told).not.toHaveBeenCalled();
  });
});
