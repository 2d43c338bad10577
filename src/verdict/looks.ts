/** The shares of the budget at which the data are judged. */
export const LOOKS = [0.2, 0.4, 0.6, 0.8, 1] as const

/** Error of all looks together, half of it on either side: identical arms are found worse once in 100 comparisons. */
export const ERROR = 0.02
