/** One line that is rewritten while a person watches, and nothing where the output is no terminal. */
export class ProgressLine {
  #written = 0;
  #shownAt = 0;
  readonly #stream = process.stderr;

  /** Shows the text, at most ten times a second. */
  show(text: string): void {
    if (!this.#stream.isTTY) return;
    const now = performance.now();
    if (now - this.#shownAt < 100) return;
    this.#shownAt = now;
    const line = text.slice(0, (this.#stream.columns ?? 80) - 1);
    this.#stream.write(`\r${line.padEnd(this.#written)}`);
    this.#written = line.length;
  }

  clear(): void {
    if (this.#written > 0) this.#stream.write(`\r${' '.repeat(this.#written)}\r`);
    this.#written = 0;
  }
}

/** 75 -> "1 min 15 s". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
