import { fsyncSync } from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { OTHERS } from './make-private.ts';

type Setup = Awaited<ReturnType<NodeFS['init']>>['emscriptenOpts'];
type Module = Parameters<NonNullable<Setup['preRun']>[number]>[0];

/** What is used of Emscripten's NODEFS. It is no public interface: whether it works is looked at when a database is opened. */
interface EmscriptenNodeFs {
  readonly stream_ops: { fsync?: (stream: { readonly nfd: number; readonly node: object }) => number };
  readonly node_ops: { setattr(node: object, attributes: { readonly mode?: number }): void };
  realPath(node: object): string;
  /** Turns Node's errors into Emscripten's. */
  tryFSOperation<T>(operation: () => T): T;
}

const WRITE_AHEAD_LOG = /[\\/]pg_wal[\\/]/;

/**
 * The folder that PGlite keeps its files in, for their owner alone, and with an fsync. Emscripten's has none, and calls that a success: what PostgreSQL takes
 * to be on the disk would be in the system's memory (PGlite 0.5.14).
 */
export class FlushingNodeFs extends NodeFS {
  /** How often a file of the write-ahead log was flushed. */
  logFlushes = 0;

  override async init(pg: PGlite, setup: Setup): Promise<{ emscriptenOpts: Setup }> {
    const { emscriptenOpts } = await super.init(pg, setup);
    const preRun = [(module: Module) => this.#prepare(module), ...(emscriptenOpts.preRun ?? [])];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }

  #prepare({ FS }: Module): void {
    const { filesystems } = FS as unknown as { filesystems?: { NODEFS?: EmscriptenNodeFs } };
    const nodeFs = filesystems?.NODEFS;
    if (nodeFs === undefined) return;
    this.#giveFsync(nodeFs);
    // Emscripten has an umask of its own, and sets each new file's mode once more when the system has already taken bits away.
    const { node_ops: operations } = nodeFs;
    const { setattr } = operations;
    operations.setattr = (node, attributes) =>
      setattr(node, attributes.mode ? { ...attributes, mode: attributes.mode & ~OTHERS } : attributes);
  }

  #giveFsync(nodeFs: EmscriptenNodeFs): void {
    // Of folders too, which PostgreSQL opens to flush the names in them.
    nodeFs.stream_ops.fsync = ({ nfd, node }) =>
      nodeFs.tryFSOperation(() => {
        const path = nodeFs.realPath(node);
        fsyncSync(nfd);
        if (WRITE_AHEAD_LOG.test(path)) this.logFlushes++;
        return 0;
      });
  }
}
