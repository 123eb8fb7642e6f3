import { type OpenBundle, openBundle } from '@ichor/inference';
import type { Bundle } from '@ichor/report';
import { loadBundle } from '@ichor/training';

/** The bundle in this repository, or the folder that the environment variable ICHOR_BUNDLE names. */
export const BUNDLE_FOLDER = process.env.ICHOR_BUNDLE ?? new URL('../bundle', import.meta.url).pathname;

export const shippedBundle = async (): Promise<Bundle> => (await loadBundle(BUNDLE_FOLDER)).bundle;

export const openShippedBundle = async (): Promise<OpenBundle> => openBundle(await loadBundle(BUNDLE_FOLDER));
