/**
 * The pipes between the gateway and a driver process, besides the three standard streams.
 *
 * The child reads and writes them with calls that block, because the thread that runs the driver has nothing else to
 * do, and an event loop in between costs more than the message. Its ends of pipes made as 'pipe' block on every
 * platform: on Windows only those made as 'overlapped' do not (Node.js, child_process, `options.stdio`), elsewhere
 * libuv leaves the child's end as `socketpair` made it (uv_spawn, process.c).
 */
import type { StdioOptions } from 'node:child_process'

/** Calls come here. */
export const CALLS_FD = 3
/**
 * Answers go here. A pipe of its own: calls that nobody reads any more break theirs, and what was answered before can
 * still be read to its end.
 */
export const ANSWERS_FD = 4
/** Nothing is ever written here: the child ends itself when it closes. See die-with-parent.ts. */
export const PARENT_FD = 5

/** What drivers print is dropped, since some print PINs when they debug. */
export const DRIVER_STDIO: StdioOptions = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe', 'pipe']

/** The largest message to a driver: a document that it hashes itself has at most half of it. */
export const CALL_BYTES_MAX = 128 * 1024 * 1024
/** The largest message from a driver: the certificates of all its tokens. */
export const ANSWER_BYTES_MAX = 16 * 1024 * 1024
