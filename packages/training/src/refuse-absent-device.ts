import { IchorError } from '@ichor/notices';
import { type Provider, providerTrouble } from '@ichor/runtime';

/** @throws IchorError `device-missing` where this machine lacks what the device needs, with what to do about it */
export async function refuseAbsentDevice(device: Provider): Promise<void> {
  const trouble = await providerTrouble(device);
  if (trouble === undefined) return;
  const { problem, remedy, cause } = trouble;
  throw new IchorError({ code: 'device-missing', subject: device, problem, remedy, cause });
}
