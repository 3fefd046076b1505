export const selfCheck = async (_: { from: number; to: number }): Promise<number> => 0;
