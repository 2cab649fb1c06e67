/**
 * Entry of a driver process: loads one PKCS#11 library and does what the gateway says, one call after the
 * other, until the gateway ends it. Knows nothing of jobs, PIN policy or other tokens.
 */
import { leaveMemoryOutOfCoreDumps } from './core-dumps.ts'
import { dieWithParent } from './die-with-parent.ts'
import { Driver } from './driver.ts'
import { DriverError } from './driver-error.ts'
import type { AnswerMessage, CallMessage, CallName, DriverCalls } from './messages.ts'
import { serveCalls } from './serve-calls.ts'

await dieWithParent()
leaveMemoryOutOfCoreDumps()
const driver = new Driver()
serveCalls(answer)

function answer(message: CallMessage): AnswerMessage {
  try {
    return { ok: true, gives: run(message) }
  } catch (error) {
    if (error instanceof DriverError) return { ok: false, failure: error.failure }
    return { ok: false, failure: { kind: 'bug', message: error instanceof Error ? error.message : String(error) } }
  }
}

function run(message: CallMessage): DriverCalls[CallName]['gives'] {
  switch (message.call) {
    case 'load':
      return driver.load(message.takes.path)
    case 'scan':
      return driver.scan(message.takes)
    case 'open':
      return driver.open(message.takes)
    case 'login':
      return driver.login(message.takes)
    case 'keys':
      return driver.keys(message.takes)
    case 'sign':
      return driver.sign(message.takes)
    case 'check':
      return driver.check(message.takes.token)
    case 'close':
      return driver.close(message.takes.token)
  }
}
