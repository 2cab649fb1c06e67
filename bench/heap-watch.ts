/**
 * Preloaded into the gateway (`--import`): answers on a local socket how many bytes of its heap and its buffers are in
 * use, garbage collected, and how much memory the process takes. Its children and threads leave the preload alone.
 */
import { createServer } from 'node:net'
import { isMainThread } from 'node:worker_threads'
import { bytesInUse } from '../test/support/collect-garbage.ts'

const path = process.env.CONGKY_BENCH_HEAP_SOCKET
if (path !== undefined && isMainThread && process.argv[2] === 'start') {
  const answer = () => JSON.stringify({ usedBytes: bytesInUse(), rssBytes: process.memoryUsage.rss() })
  createServer((socket) => socket.end(answer()))
    .listen(path)
    .unref()
}
