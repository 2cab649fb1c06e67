#!/usr/bin/env node
import { existsSync } from 'node:fs'

const entry = new URL('../dist/cli.js', import.meta.url)
if (existsSync(entry)) await import(entry.href)
else {
  console.error('congky-client has not been built yet. Run: npm run build')
  process.exitCode = 1
}
