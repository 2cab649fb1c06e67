/**
 * Preloaded into the gateway (`--import`): answers on a local socket how long the event loop stood still since the last
 * question, and how much memory the process takes. Only the daemon's main thread answers; its children and threads
 * inherit the preload and leave it alone.
 */
import { createServer } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** Between two looks at the loop, in milliseconds: the finest stall that is told. */
const RESOLUTION_MS = 2

const path = process.env.CONGKY_BENCH_LOOP_SOCKET
if (path !== undefined && isMainThread && process.argv[2] === 'start') {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const server = createServer((socket) => {
    // What is measured is the time between two looks: without a stall it is the resolution.
    const stallMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS)
    delay.reset()
    socket.end(JSON.stringify({ stallMs, rssBytes: process.memoryUsage.rss() }))
  })
  server.listen(path).unref()
}
