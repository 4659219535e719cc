// Figures as they are read; `none` stands for what is not known.
export const decimal = (value: number | null, none: string) => (value === null ? none : value.toFixed(1));
export const percent = (value: number | null, none: string) => (value === null ? none : `${Math.round(value)}%`);
