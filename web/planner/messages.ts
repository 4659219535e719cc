export const zh = {
  title: '规划',
};

export const en: typeof zh = {
  title: 'Planner',
};
