import * as core from '@actions/core'

import type { ResultDocument } from '../../results/types.ts'
import { figuresOf } from './output-figures.ts'

/** Sets the outputs that carry figures, empty where there is none. */
export function setFigures(document: ResultDocument): void {
  const figures = figuresOf(document)
  core.setOutput('latency-p50', figures['latency-p50'] ?? '')
  core.setOutput('latency-p99', figures['latency-p99'] ?? '')
  core.setOutput('jitter', figures.jitter ?? '')
  core.setOutput('loss', figures.loss ?? '')
  core.setOutput('download-mbps', figures['download-mbps'] ?? '')
  core.setOutput('upload-mbps', figures['upload-mbps'] ?? '')
}
