/** At these shares of the budget the data are looked at. */
export const LOOKS = [0.2, 0.4, 0.6, 0.8, 1] as const

/** What all looks together may err, half of it on either side: 1 in 100 that identical arms are found worse. */
export const ERROR = 0.02
