import { CompilerError } from '@ichor/compiler';

/** What a name that a pickle mentions stands for: what is called with arguments, or a thing that is only named. */
export type PickleGlobal =
  | { readonly call: (args: readonly unknown[]) => unknown }
  | { readonly value: unknown };

export interface UnpickleOptions {
  /** By `module name`. Any other is refused by its name, so that a pickle can do nothing but what stands here. */
  readonly globals: ReadonlyMap<string, PickleGlobal>;
  /** What an object that is kept outside the pickle stands for. */
  readonly persistent?: (id: unknown) => unknown;
}

/**
 * Reads one pickle (protocols 2 to 5, as far as plain values and the given globals go): dictionaries are Maps, lists and
 * tuples arrays, whole numbers of more than four bytes bigints. Nothing is run but the given functions.
 *
 * @param at where it begins
 * @returns the value, and where the pickle ends
 * @throws CompilerError naming the global that isn't allowed, the operation that isn't known, or where the bytes end
 */
export function unpickle(
  bytes: Uint8Array,
  options: UnpickleOptions,
  at = 0,
): { readonly value: unknown; readonly end: number } {
  const machine = new Machine(bytes, options, at);
  return { value: machine.run(), end: machine.at };
}

const MARK = Symbol('mark');

class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #options: UnpickleOptions;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();
  at: number;

  constructor(bytes: Uint8Array, options: UnpickleOptions, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#options = options;
    this.at = at;
  }

  run(): unknown {
    for (;;) {
      const place = this.at;
      const code = this.number(1);
      if (code === STOP) return this.pop();
      const operation = OPERATIONS[String.fromCharCode(code)];
      if (operation === undefined)
        throw new CompilerError(PICKLE, `has an operation that is not read here: ${code} at byte ${place}`);
      operation(this);
    }
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length === 0 || this.top() === MARK) throw damaged();
    return this.#stack.pop();
  }

  top(): unknown {
    return this.#stack.at(-1);
  }

  /** What lies above the last mark, which is taken away with it. */
  popToMark(): unknown[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw damaged();
    return this.#stack.splice(mark).slice(1);
  }

  /** Little-endian, without sign. */
  number(size: 1 | 2 | 4): number {
    const from = this.#advance(size);
    if (size === 1) return this.#view.getUint8(from);
    return size === 2 ? this.#view.getUint16(from, true) : this.#view.getUint32(from, true);
  }

  signed(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** Two's complement of any length. */
  long(size: number): bigint {
    let value = 0n;
    const from = this.#advance(size);
    for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#bytes[from + i] ?? 0);
    return BigInt.asIntN(8 * size, value);
  }

  text(size: number): string {
    const from = this.#advance(size);
    return new TextDecoder().decode(this.#bytes.subarray(from, from + size));
  }

  line(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.at);
    if (end < 0) throw endsEarly();
    const line = this.text(end - this.at);
    this.at++;
    return line;
  }

  #advance(size: number): number {
    const from = this.at;
    if (from + size > this.#bytes.length) throw endsEarly();
    this.at += size;
    return from;
  }

  remember(key = this.#memo.size): void {
    this.#memo.set(key, this.top());
  }

  recall(key: number): void {
    if (!this.#memo.has(key)) throw damaged();
    this.push(this.#memo.get(key));
  }

  global(module: unknown, name: unknown): void {
    const full = `${module} ${name}`;
    const global = this.#options.globals.get(full);
    if (global === undefined)
      throw new CompilerError(
        `${module}.${name}`,
        'is asked for by the pickle, and is not among what weights may hold: nothing of it is run',
      );
    this.push(global);
  }

  reduce(): void {
    const args = this.pop();
    const callee = this.pop() as Partial<{ call: (args: readonly unknown[]) => unknown }> | undefined;
    if (!Array.isArray(args) || typeof callee?.call !== 'function') throw damaged();
    this.push(callee.call(args));
  }

  persistent(): void {
    const { persistent } = this.#options;
    if (persistent === undefined) throw damaged();
    this.push(persistent(this.pop()));
  }

  /** A state beside an object's items, such as the versions of a state dict's layers: not asked for here. */
  build(): void {
    this.pop();
    if (!(this.top() instanceof Map)) throw damaged();
  }

  setItems(items: readonly unknown[]): void {
    const map = this.top();
    if (!(map instanceof Map) || items.length % 2 !== 0) throw damaged();
    for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
  }

  append(items: readonly unknown[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw damaged();
    for (const item of items) list.push(item);
  }
}

const tuple =
  (length: number) =>
  (m: Machine): void => {
    const items = Array.from({ length }, () => m.pop()).reverse();
    m.push(items);
  };

const STOP = '.'.charCodeAt(0);
const NEWLINE = 0x0a;

/** By the character of pickle's operations (CPython's Lib/pickle.py names them). */
const OPERATIONS: Readonly<Record<string, (m: Machine) => void>> = {
  '\x80': (m) => void m.number(1), // PROTO
  '\x95': (m) => void m.long(8), // FRAME
  '(': (m) => m.push(MARK),
  '0': (m) => void m.pop(),
  '1': (m) => void m.popToMark(),
  '2': (m) => m.push(m.top()),
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  J: (m) => m.push(m.signed()),
  K: (m) => m.push(m.number(1)),
  M: (m) => m.push(m.number(2)),
  '\x8a': (m) => m.push(m.long(m.number(1))),
  G: (m) => m.push(m.double()),
  X: (m) => m.push(m.text(m.number(4))),
  '\x8c': (m) => m.push(m.text(m.number(1))), // SHORT_BINUNICODE
  U: (m) => m.push(m.text(m.number(1))), // SHORT_BINSTRING
  ']': (m) => m.push([]),
  a: (m) => {
    const item = m.pop();
    m.append([item]);
  },
  e: (m) => {
    const items = m.popToMark();
    m.append(items);
  },
  l: (m) => m.push(m.popToMark()),
  ')': (m) => m.push([]),
  t: (m) => m.push(m.popToMark()),
  '\x85': tuple(1),
  '\x86': tuple(2),
  '\x87': tuple(3),
  '}': (m) => m.push(new Map()),
  d: (m) => {
    const items = m.popToMark();
    m.push(new Map());
    m.setItems(items);
  },
  s: (m) => {
    const value = m.pop();
    const key = m.pop();
    m.setItems([key, value]);
  },
  u: (m) => {
    const items = m.popToMark();
    m.setItems(items);
  },
  q: (m) => m.remember(m.number(1)),
  r: (m) => m.remember(m.number(4)),
  '\x94': (m) => m.remember(),
  h: (m) => m.recall(m.number(1)),
  j: (m) => m.recall(m.number(4)),
  c: (m) => {
    const module = m.line();
    m.global(module, m.line());
  },
  '\x93': (m) => {
    const name = m.pop();
    m.global(m.pop(), name);
  },
  R: (m) => m.reduce(),
  b: (m) => m.build(),
  Q: (m) => m.persistent(),
};

const PICKLE = 'pickle';
const damaged = (): CompilerError =>
  new CompilerError(PICKLE, 'is damaged: its operations do not fit each other');
const endsEarly = (): CompilerError => new CompilerError(PICKLE, 'ends within an operation: it is cut off');
