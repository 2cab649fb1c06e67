const callbacksOf = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back when a signal aborts. However many wait on one signal, it gets one listener of ours: Node warns
 * of a leak from the eleventh on.
 *
 * @param signal Not aborted yet.
 * @returns How to take the callback back.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const known = callbacksOf.get(signal)
  const callbacks = known ?? new Set()
  if (!known) {
    callbacksOf.set(signal, callbacks)
    signal.addEventListener('abort', () => callbacks.forEach((call) => void call()), { once: true })
  }
  callbacks.add(callback)
  return () => callbacks.delete(callback)
}
