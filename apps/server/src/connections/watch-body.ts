import type { IncomingMessage } from 'node:http';

/** What comes more slowly than so many bytes in the time isn't being sent, but kept open. */
const LEAST_BYTES = 1024;
const LOOKS = 6;

/**
 * Cuts a request off whose body stands still. Not one that takes long: a slow line may send for hours. Nor one that the server
 * itself holds up.
 */
export function watchBody(request: IncomingMessage, idleMs: number, cut: () => void): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) return;
  const { socket } = request;
  let moved = { at: performance.now(), bytes: socket.bytesRead };
  const look = setInterval(() => {
    if (request.complete || socket.destroyed) return clearInterval(look);
    const [at, bytes] = [performance.now(), socket.bytesRead];
    // What has come and waits is the server's to read.
    if (bytes - moved.bytes >= LEAST_BYTES || request.readableLength > 0) {
      moved = { at, bytes };
    } else if (at - moved.at >= idleMs) {
      clearInterval(look);
      cut();
    }
  }, idleMs / LOOKS);
  look.unref();
  request.once('close', () => clearInterval(look));
}
