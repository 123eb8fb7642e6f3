/** Loaded into a process before its program (`node --import`): says at its end, on stderr, what memory it held at most. */
process.on('exit', () => {
  // libuv gives kilobytes on every system.
  console.error(`peak-memory ${process.resourceUsage().maxRSS}`);
});
