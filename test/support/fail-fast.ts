import { configureGlobal } from 'fast-check'

// a mutant is killed by the first counterexample: looking for the smallest one takes a hundred times as long
configureGlobal({ endOnFailure: true })
