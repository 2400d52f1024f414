/** `autograd-cli/plot` for ordinary Node programs: figures are drawn by the tool. */

import { unavailable } from './unavailable.ts';

export const plot = unavailable('plot', 'run');
export const image = unavailable('image', 'run');
export const title = unavailable('title', 'run');
export const xlabel = unavailable('xlabel', 'run');
export const ylabel = unavailable('ylabel', 'run');
export const legend = unavailable('legend', 'run');
export const show = unavailable('show', 'run');
export const savefig = unavailable('savefig', 'run');

export default { plot, image, title, xlabel, ylabel, legend, show, savefig };
