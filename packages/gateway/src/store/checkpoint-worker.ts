/**
 * A thread that moves the write-ahead log into the database file. `PASSIVE` waits for nobody and keeps nobody
 * waiting, neither readers nor the main thread that writes (https://sqlite.org/wal.html, section 3.1).
 */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

const port = parentPort
if (port === null) throw new Error('this file is a worker of the gateway')

port.on('message', () => {
  // Opened for each time: the last one to close the database removes its log, and that is the gateway.
  const sqlite = new Database(workerData as string, { fileMustExist: true })
  try {
    sqlite.pragma('wal_checkpoint(PASSIVE)')
  } finally {
    sqlite.close()
  }
  port.postMessage(null)
})
