export const zh = { advice: { title: '要不要跑一趟？' } };
export const en: typeof zh = { advice: { title: 'Must I come at all?' } };
