export const zh = {
  title: '窗口',
};

export const en: typeof zh = {
  title: 'Counter',
};
