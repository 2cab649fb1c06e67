/** The longest time that `setTimeout` takes; beyond it a timer fires at once (HTML, 8.6). */
const TIMEOUT_MS_MAX = 2 ** 31 - 1

/** Calls back at a point in time, however far away. @returns How to call it off. */
export function at(time: Date, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>
  const arm = () => {
    const leftMs = time.getTime() - Date.now()
    timer = leftMs > TIMEOUT_MS_MAX ? setTimeout(arm, TIMEOUT_MS_MAX) : setTimeout(callback, Math.max(0, leftMs))
  }
  arm()
  return () => clearTimeout(timer)
}
