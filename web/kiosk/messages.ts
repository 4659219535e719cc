export const zh = {
  title: '自助取号',
};

export const en: typeof zh = {
  title: 'Take a number',
};
