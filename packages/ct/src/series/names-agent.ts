/** What scanners and people write into ContrastBolusAgent to say that there was none. */
const NO_AGENT =
  /^(?:-+$|(?:0|no|none|nein|non|nil|w\/?o|without|ohne|sans|sin|senza|zonder|sem|native?|n\/?a)\b)/i;

/** Whether ContrastBolusAgent names an agent. */
export const namesAgent = (agent: string | undefined): boolean => {
  const plain = agent?.trim();
  return plain !== undefined && plain !== '' && !NO_AGENT.test(plain);
};
