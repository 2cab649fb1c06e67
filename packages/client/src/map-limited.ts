/**
 * Runs `work` over all items, at most `limit` at a time, and returns the results in the order of the items.
 * `work` answers for its own failures: one that throws ends the whole.
 *
 * @param work Is given a function by which it lets one more start beside it, for the time it merely waits.
 */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number, giveWay: () => void) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const entries = items.entries()
  const runners: Promise<void>[] = []
  // All runners draw from one iterator, so each item is taken once.
  const run = async () => {
    for (const [index, item] of entries) results[index] = await work(item, index, start)
  }
  const start = () => void runners.push(run())
  for (let count = 0; count < Math.min(limit, items.length); count++) start()
  for (let awaited = 0; awaited < runners.length; ) {
    awaited = runners.length
    await Promise.all(runners)
  }
  return results
}
