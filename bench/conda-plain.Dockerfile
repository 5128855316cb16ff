# The same packages as one writes it at first: the installer, its cache and every file of every package stay in the image.
ARG INSTALLER
FROM ${INSTALLER}
COPY . /build
RUN python3 -m venv /opt/installer && /opt/installer/bin/pip install --quiet --require-hashes -r /build/conda/requirements.txt
RUN PYTHONPATH=/build/conda /opt/installer/bin/python /build/plain.py
RUN /opt/env/bin/python3 -m venv --without-pip --system-site-packages /opt/rendering \
  && python3 -m venv /opt/pip && /opt/pip/bin/pip --python /opt/rendering/bin/python3 install --quiet --require-hashes -r /build/rendering-requirements.txt
