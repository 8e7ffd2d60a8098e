import { CrsRejected } from './crs-rejected.ts';

/** The keys of GeoTIFF 1.1 (OGC 19-008r4) that say which system its coordinates are in. */
export interface GeoKeys {
  /** 1: projected, 2: geographic, 3: geocentric. */
  GTModelTypeGeoKey?: number;
  ProjectedCSTypeGeoKey?: number;
  GeographicTypeGeoKey?: number;
}

/** A value that says "defined by other keys here". */
const userDefined = 32_767;

/** The EPSG number that a raster says. Throws `CrsRejected` when it says none. */
export function epsgOfGeoKeys(keys: GeoKeys): number {
  const { GTModelTypeGeoKey: model, ProjectedCSTypeGeoKey: projected, GeographicTypeGeoKey: geographic } = keys;
  const epsg = model === 2 ? geographic : (projected ?? (model === 1 ? undefined : geographic));
  if (epsg && epsg !== userDefined) return epsg;
  throw new CrsRejected(
    'UNKNOWN',
    'The raster does not say its coordinate reference system by an EPSG number. Say which it is in the input, or assign one to the raster, for example with `gdal_edit.py -a_srs EPSG:32631`.',
  );
}
