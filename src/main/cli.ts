export async function main(p){p.stdout.write("hi "+p.version+"\n")}
