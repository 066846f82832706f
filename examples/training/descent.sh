#!/bin/sh
# Any program will do: gradient descent on one unit, in awk. Usage: descent.sh ACTIVATION SEED FOLDER
exec awk -v name="$1" -v seed="$2" -v folder="$3" '
function f(z) {
    if (name == "relu") return z > 0 ? z : 0
    if (name == "tanh") return (exp(2 * z) - 1) / (exp(2 * z) + 1)
    if (name == "softplus") return log(1 + exp(z))
    print "there is no activation " name > "/dev/stderr"
    failed = 1
    exit 1
}
function slope(z) { return (f(z + 1e-4) - f(z - 1e-4)) / 2e-4 }
BEGIN {
    srand(seed)
    for (i = 0; i < 200; i++) { x[i] = 4 * rand() - 2; y[i] = (x[i] > 0 ? x[i] : 0.1 * x[i]) + 0.1 * (rand() - 0.5) }
    w = rand(); b = rand(); a = 1
    print "step,loss,validation_loss" > (folder "/metrics.csv")
    for (step = 1; step <= 40; step++) {
        dw = db = da = 0
        for (i = 0; i < 100; i++) {
            z = w * x[i] + b; error = a * f(z) - y[i]
            da += error * f(z); dw += error * a * slope(z) * x[i]; db += error * a * slope(z)
        }
        a -= 0.005 * da; w -= 0.005 * dw; b -= 0.005 * db
        if (step % 10 == 0) {
            loss = validation = 0
            for (i = 100; i < 150; i++) validation += (a * f(w * x[i] + b) - y[i]) ^ 2 / 50
            for (i = 150; i < 200; i++) loss += (a * f(w * x[i] + b) - y[i]) ^ 2 / 50
            print step "," loss "," validation > (folder "/metrics.csv")
        }
    }
    exit failed
}'
