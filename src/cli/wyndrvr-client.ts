#!/usr/bin/env node
import { start } from './start.ts'

await start(['client', ...process.argv.slice(2)])
