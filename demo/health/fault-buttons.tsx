import { useState } from 'react'
import type { ReactElement } from 'react'
import { runFault } from './fault-runner.ts'
import { FAULTS } from './faults.ts'
import type { Fault } from './faults.ts'

/** Breaks the simulator in a chosen way, so that anyone can watch the desk recover. */
export function FaultButtons(): ReactElement {
  const [said, setSaid] = useState('Simulated market: break it, and watch it heal.')
  const trigger = async (fault: Fault): Promise<void> => {
    const isTaken = await runFault(fault)
    setSaid(isTaken ? fault.says : 'The simulator did not take it. Try again.')
  }
  return (
    <section className="faults" aria-label="Faults of the simulator">
      <p className="muted" role="status">
        {said}
      </p>
      <div className="fault-buttons">
        {FAULTS.map((fault) => (
          <button
            key={fault.label}
            type="button"
            className="button"
            title={fault.says}
            data-fault={fault.label}
            onClick={() => void trigger(fault)}
          >
            {fault.label}
          </button>
        ))}
      </div>
    </section>
  )
}
