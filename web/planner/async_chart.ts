// The charts' code is loaded only where a chart is.
import { defineAsyncComponent } from 'vue';

export default defineAsyncComponent(() => import('./EChart.vue'));
