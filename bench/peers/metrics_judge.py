#!/usr/bin/env python3
"""scikit-learn's and numpy's figures for the numbers given as JSON on stdin; beside bench/metrics-judges.ts.

    apt-get install python3-sklearn
"""
import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss, roc_auc_score

given = json.load(sys.stdin)
out = []
for case in given['cases']:
    labels = np.array(case['labels']).reshape(-1, 6)
    probabilities = np.clip(np.array(case['probabilities']).reshape(-1, 6), 1e-15, 1 - 1e-15)
    by_type = [log_loss(labels[:, j], probabilities[:, j], labels=[0, 1]) for j in range(6)]
    features = np.array(case['features']).reshape(-1, 3)
    x = (features - features.mean(0)) / features.std(0)
    model = LogisticRegression(C=1e3, fit_intercept=False, tol=1e-12, max_iter=10000)
    x = np.c_[np.ones(len(x)), x]
    model.fit(x, labels[:, 5])
    out.append({
        'logLoss': float(np.dot(by_type, [1, 1, 1, 1, 1, 2]) / 7),
        'auc': [float(roc_auc_score(labels[:, j], probabilities[:, j])) for j in range(6)],
        'dice': float(f1_score(labels[:, 0], labels[:, 5])),
        'quantiles': np.percentile(probabilities[:, 5], [2.5, 50, 97.5]).tolist(),
        'logistic': model.decision_function(x).tolist(),
    })
json.dump(out, sys.stdout)
