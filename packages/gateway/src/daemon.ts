/** The gateway as a program: reads the configuration, runs until a signal, follows edits of the file. */
import { join } from 'node:path'
import { CongkyError, type Language } from '@congky/shared'
import { pino } from 'pino'
import { LogTail } from './api/log-tail.ts'
import { secureFiles } from './config/file-modes.ts'
import { loadConfig } from './config/load.ts'
import { watchConfig } from './config/watch.ts'
import { Gateway, type GatewayOptions } from './gateway.ts'
import { LogWriter } from './log-writer.ts'
import { ServiceManager } from './service-manager.ts'
import { setupAddress } from './store/setup-code.ts'

/** How long what is left of a stopped gateway may take to end by itself. */
const EXIT_MS = 500

export interface DaemonOptions {
  readonly configFile: string
  readonly lang: Language
  readonly tokens?: GatewayOptions['tokens']
}

/**
 * Runs the gateway in the foreground until SIGINT or SIGTERM. On a terminal it says in words that it runs
 * and logs to a file; under a service manager the log goes to standard output.
 *
 * @returns The exit code.
 * @throws {CongkyError} ERR_CONFIG_INVALID, ERR_FILE_MODE, ERR_STATE_IN_USE, ERR_PORT_TAKEN: it could not start.
 * ERR_STORE_FAILED: it had to end.
 */
export async function runDaemon({ configFile, lang, tokens }: DaemonOptions): Promise<number> {
  const { config, hash } = loadConfig(configFile)
  const modes = secureFiles({ configFile, config })
  const isTerminal = process.stdout.isTTY === true
  const logFile = join(config.stateDir, 'congky.log')
  const destination = pino.destination({ dest: isTerminal ? logFile : 1, sync: false, mkdir: true, mode: 0o600 })
  const logTail = new LogTail()
  const logWriter = new LogWriter(destination, logTail)
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, logWriter)
  // Also after an error that nobody caught.
  process.once('exit', () => logWriter.flush())
  const stopped = waitForSignal()
  const serviceManager = new ServiceManager(process.env, log)
  for (const { path, verdict, text } of modes) log.warn({ path, verdict }, text.en)
  const notices = modes.map(({ text }) => text)
  const gateway = new Gateway({
    config,
    configFile: { path: configFile, hash },
    ...{ log, logTail, notices },
    ...(tokens ? { tokens } : {}),
  })
  try {
    await gateway.start()
    const watcher = watchConfig(configFile, {
      isInForce: (found) => gateway.configDesk.isInForce(found),
      onChange: (next, found) => void gateway.configDesk.fileChanged(next, found),
      onInvalid: (error) => gateway.notifyAboutConfig({ en: error.text('en').message, vi: error.text('vi').message }),
    })
    const { url } = gateway.status().listen
    log.info({ url }, 'gateway is running')
    await serviceManager.ready(url, () => gateway.isAlive())
    if (isTerminal) {
      console.log(
        lang === 'vi'
          ? `Cổng ký đang chạy tại ${url}\nNhật ký: ${logFile}\nXem trạng thái: congky status    Dừng: Ctrl+C`
          : `The gateway is running at ${url}\nLog: ${logFile}\nSee how it is: congky status    Stop: Ctrl+C`,
      )
      const { setupCode } = gateway
      if (setupCode !== null) {
        const address = setupAddress(url, setupCode)
        console.log(
          lang === 'vi'
            ? `\nThiết lập lần đầu, mở trên trình duyệt: ${address}`
            : `\nFirst run, open in a browser: ${address}`,
        )
      }
    }
    const end = await Promise.race([stopped, gateway.failed])
    watcher.close()
    if (end instanceof CongkyError) {
      log.error({ err: end.cause, code: end.code }, 'gateway must stop')
      throw end
    }
    log.info({ signal: end }, 'gateway is stopping')
    return 0
  } finally {
    // Not waited for: stopping has a time of its own to keep.
    void serviceManager.stopping()
    await gateway.stop()
    logWriter.flush()
    // A driver that still waits for a database that hangs must not keep the process.
    setTimeout(() => process.exit(), EXIT_MS).unref()
  }
}

function waitForSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
}
