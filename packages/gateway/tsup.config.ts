import { defineConfig } from 'tsup'

/**
 * `main` is the command and the daemon. The others are entries of their own because they run in processes or
 * threads of their own: a token's driver, the XML worker, edits of a large configuration, lists, a backup, searching
 * the history, long tasks on it, reading what customs sends, checkpoints of the state database.
 */
export default defineConfig({
  entry: {
    main: 'src/main.ts',
    'token-process': 'src/token/pkcs11/token-process.ts',
    'signature-worker': 'src/signature/signature-worker.ts',
    'config-worker': 'src/config/config-worker.ts',
    'list-worker': 'src/config/list-worker.ts',
    'backup-process': 'src/backup/backup-process.ts',
    'search-worker': 'src/records/search-worker.ts',
    'records-task': 'src/records/records-task.ts',
    'exchange-worker': 'src/exchange/receiving/exchange-worker.ts',
    'checkpoint-worker': 'src/store/checkpoint-worker.ts',
  },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  clean: true,
  splitting: true,
  sourcemap: true,
  noExternal: ['@congky/shared', '@congky/documents'],
  loader: { '.sql': 'text' },
  silent: true,
})
