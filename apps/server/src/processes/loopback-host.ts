import { IchorError } from '@ichor/notices';

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/**
 * The address to listen at: this machine's own alone.
 *
 * @throws IchorError `host-refused`
 */
export function loopbackHost(host: string): string {
  if (LOOPBACK.has(host)) return host === 'localhost' ? '127.0.0.1' : host;
  throw new IchorError({
    code: 'host-refused',
    subject: host,
    problem:
      'can be reached from other machines, and Ichor has no accounts yet: whoever came would see every patient',
    remedy: 'Leave --host out, and reach a remote machine by "ssh -L 8760:localhost:8760 MACHINE".',
  });
}
